using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Ledger.Budgets;
using Parley.Ledger.Sessions;
using Parley.Providers;

namespace Parley.Pipeline.Accounts;

/// <summary>One request that a backend is asked as it is.</summary>
/// <param name="Id">The id by which caller and operator can speak of it.</param>
/// <param name="Snapshot">The configuration that it began with.</param>
/// <param name="Backend">Whom it asks.</param>
/// <param name="Caller">The key that the caller showed; null when none is needed.</param>
/// <param name="Labels">By what it is known in limits and costs, besides the key.</param>
internal sealed record Passage(string Id, GatewaySnapshot Snapshot, Backend Backend, CallerKey? Caller, RequestLabels Labels);

/// <summary>Holds requests that are passed on unread to the limits that can be kept without reading them, and writes them down. What they use nobody knows. Thread-safe.</summary>
internal sealed class Passages(Passthrough passthrough, BudgetState budgets, BudgetSharing? sharing, SessionGovernor sessions, Bookkeeper? books, TimeProvider time)
{
    /// <summary>Sends one, if it may go.</summary>
    /// <param name="passage">Whose it is, and whom it asks.</param>
    /// <param name="request">The request, without a credential.</param>
    /// <param name="pass">Takes the response; what it throws of the caller's connection is thrown on.</param>
    /// <param name="callersFault">Says whether a failure was the caller's.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    /// <returns>Why it may not go, or the fault of a backend that cannot be reached or breaks off; null when all was passed, whatever its status.</returns>
    public async ValueTask<Fault?> SendAsync(Passage passage, HttpRequestMessage request, Func<PassedResponse, CancellationToken, ValueTask> pass, Func<Exception, Fault?> callersFault, CancellationToken cancellationToken)
    {
        var (snapshot, caller, labels) = (passage.Snapshot, passage.Caller, passage.Labels);
        var allowance = Allowance.Of(snapshot, caller, labels, budgets, sharing);
        try
        {
            var refusal = snapshot.Sessions is { } options ? sessions.CheckAge(options, caller, labels.Session) : null;
            if (refusal is null && allowance is not null)
                refusal = await allowance.PassAsync(passage.Backend, cancellationToken).ConfigureAwait(false);
            if (refusal is null)
                return await CallAsync(passage, request, pass, callersFault, cancellationToken).ConfigureAwait(false);
            refusal = SessionGovernor.Stopped(refusal) ?? refusal;
            books?.Settle(Entries.Passed(passage, refusal, time.GetUtcNow()) with { IsSent = false });
            return refusal;
        }
        finally
        {
            allowance?.Leave();
        }
    }

    private async ValueTask<Fault?> CallAsync(Passage passage, HttpRequestMessage request, Func<PassedResponse, CancellationToken, ValueTask> pass, Func<Exception, Fault?> callersFault, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        TimeSpan? first = null;
        Fault? refused = null;
        // Who goes away in the midst of it ends it by an exception.
        Fault? fault = new(FaultKind.Cancelled, "The caller went away.");
        try
        {
            fault = await passthrough.SendAsync(passage.Backend, request, PassAsync, callersFault, cancellationToken).ConfigureAwait(false);
            return fault;
        }
        finally
        {
            books?.Settle(Entries.Passed(passage, fault ?? refused, time.GetUtcNow()) with { FirstEvent = first, Duration = time.GetElapsedTime(started) });
        }

        ValueTask PassAsync(PassedResponse response, CancellationToken token)
        {
            first = time.GetElapsedTime(started);
            refused = response.Status < 400 ? null : new Fault(FaultStatus.KindOf(response.Status), "") { Source = FaultSource.Provider };
            books?.Begin(Entries.Passed(passage, refused, time.GetUtcNow()) with { FirstEvent = first });
            return pass(response, token);
        }
    }
}
