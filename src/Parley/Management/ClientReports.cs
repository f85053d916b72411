using Parley.Management.Costs;

namespace Parley.Management;

/// <summary>What a client can be asked about the past.</summary>
public static class ClientReports
{
    /// <summary>Says what calls cost, after the client's ledger; what was settled a moment ago is in it.</summary>
    /// <param name="parley">The client.</param>
    /// <param name="analysis">What is asked; the last twenty-four hours by backend when null.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="InvalidOperationException">No ledger is kept.</exception>
    /// <exception cref="Ledger.LedgerStoreException">Its store cannot be reached.</exception>
    public static async Task<CostReport> AnalyzeCostsAsync(this ParleyClient parley, CostAnalysis? analysis = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parley);
        if (parley.Gateway.Books is { } books)
            await books.FlushAsync(cancellationToken).ConfigureAwait(false);
        return await parley.Gateway.AnalyzeCostsAsync(analysis, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The useful answers for a unit of money at a target that was asked, relative to the cheapest of all that were, from 0 to 1; null where no price is known, or it was never asked.</summary>
    /// <param name="parley">The client.</param>
    /// <param name="backend">The backend, by its id.</param>
    /// <param name="model">The model there.</param>
    public static double? CostEfficiencyOf(this ParleyClient parley, string backend, string model)
    {
        ArgumentNullException.ThrowIfNull(parley);
        return parley.Gateway.Snapshot.Find(backend) is { } found ? new CostComparison(parley.Gateway).EfficiencyOf(found, model) : null;
    }

    /// <summary>Why a request went where it went; null when its decision is not kept any more.</summary>
    /// <param name="parley">The client.</param>
    /// <param name="requestId">The id, as in <see cref="Pipeline.Answer.RequestId"/> and in exceptions.</param>
    public static DecisionReport? Explain(this ParleyClient parley, string requestId)
    {
        ArgumentNullException.ThrowIfNull(parley);
        return new Explanations(parley.Gateway).Of(requestId, null);
    }
}
