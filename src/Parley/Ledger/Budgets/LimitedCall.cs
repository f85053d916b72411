using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Ledger.Budgets;

/// <summary>A call within limits: what is set aside for it grows with its answer, and becomes what it has used.</summary>
/// <param name="state">Where it is set aside.</param>
/// <param name="hold">What is.</param>
/// <param name="expected">What was expected of it.</param>
/// <param name="request">What is asked.</param>
/// <param name="candidate">Who is asked.</param>
internal sealed class LimitedCall(BudgetState state, BudgetHold hold, CallAmounts expected, InboundRequest request, Candidate candidate) : IAnswerWatch
{
    private const int BytesPerToken = 4;
    private const long Step = 256;
    private const decimal Million = 1_000_000;

    /// <summary>A provider holds itself to what the caller has said: an estimate alone does not cut its answer.</summary>
    private readonly long _slack = request.MaxTokens is > 0 ? 2 : 1;
    private long _bytes;
    private long _output = expected.Output;

    /// <summary>Text has come: sets more aside where it outgrows what is; the fault when that does not fit any more, and the answer has to end.</summary>
    public Fault? Came(long bytes)
    {
        var written = Interlocked.Add(ref _bytes, bytes) / BytesPerToken;
        var lacking = written - (Volatile.Read(ref _output) * _slack);
        if (lacking <= 0 || TryGrow(Math.Max(Step, lacking), out var refusal) || refusal is null)
            return null;
        return BudgetFaults.Cut(refusal) with { Backend = candidate.Target.Backend.Id };
    }

    /// <summary>It has ended.</summary>
    /// <param name="outcome">How; null when it was broken off.</param>
    public void End(AttemptOutcome? outcome)
    {
        if (CallEstimate.IsFree(outcome))
        {
            state.Release(hold);
            return;
        }
        var used = CallEstimate.After(expected, outcome, Volatile.Read(ref _bytes) / BytesPerToken, candidate);
        var actual = new decimal?[hold.Asks.Length];
        for (var i = 0; i < actual.Length; i++)
            actual[i] = used.Of(hold.Asks[i].Rule);
        state.Settle(hold, actual);
    }

    private bool TryGrow(long tokens, out BudgetRefusal? refusal)
    {
        var isPaid = Volatile.Read(ref _output) + tokens <= expected.PaidOutput;
        Money? cost = !isPaid && candidate.PriceFor(expected.Input) is { } price ? new Money(price.Output * tokens / Million, price.Currency) : null;
        var step = expected with { Input = 0, Output = tokens, Cost = cost };
        Span<decimal> more = stackalloc decimal[hold.Asks.Length];
        for (var i = 0; i < more.Length; i++)
            more[i] = hold.Asks[i].Rule is { Measure: BudgetMeasure.Tokens or BudgetMeasure.Money } rule ? step.Of(rule) ?? 0 : 0;
        if (!state.TryExtend(hold, more, out refusal))
            return false;
        Interlocked.Add(ref _output, tokens);
        return true;
    }
}
