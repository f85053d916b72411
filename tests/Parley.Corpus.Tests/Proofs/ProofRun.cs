using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Corpus.Tests.Checking;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>What a proof came to.</summary>
/// <param name="Findings">Everything that is wrong.</param>
/// <param name="Rewrites">The rewrites that had something to change.</param>
internal sealed record Outcome(IReadOnlyList<Finding> Findings, IReadOnlySet<Rewrite> Rewrites);

/// <summary>One proof over the recordings of one service. What the checker is to judge is gathered and judged in one go.</summary>
/// <param name="proof">The proof.</param>
internal sealed class ProofRun(Proof proof)
{
    private readonly List<Finding> _findings = [];
    private readonly HashSet<Rewrite> _rewrites = [];
    private readonly List<string> _lines = [];
    private readonly List<Action<Verdict>> _receivers = [];

    /// <summary>Runs the proof.</summary>
    public static async Task<Outcome> OverAsync(Proof proof, string api)
    {
        await Task.Yield();
        var run = new ProofRun(proof);
        foreach (var recording in Library.Of(api).Where(proof.IsAbout))
            run.Guard(recording, recording.Protocol, () => proof.Prove(recording, run));
        var verdicts = await Checker.JudgeAsync(run._lines);
        for (var i = 0; i < verdicts.Count; i++)
            run._receivers[i](verdicts[i]);
        return new Outcome(run._findings, run._rewrites);
    }

    /// <summary>Records something that is wrong.</summary>
    public void Fail(Recording recording, Protocol target, string rule, string detail, string? expected = null) => _findings.Add(new Finding(proof.Name, recording, target, rule, detail, expected));

    /// <summary>Records something that is wrong unless it is as it must be.</summary>
    public void Demand(bool holds, Recording recording, Protocol target, string rule, string detail)
    {
        if (!holds)
            Fail(recording, target, rule, detail);
    }

    /// <summary>Runs a part of a proof; what it throws is wrong too, but does not end the proof.</summary>
    public void Guard(Recording recording, Protocol target, Action part)
    {
        try
        {
            part();
        }
        catch (Exception broken) when (broken is ProofException or WireFormatException or JsonException or InvalidOperationException or ArgumentException or NullReferenceException or KeyNotFoundException)
        {
            Fail(recording, target, broken is ProofException ? "differs" : "throws", $"{broken.GetType().Name}: {broken.Message}");
        }
    }

    /// <summary>Demands that what was written means what was recorded, apart from what is rewritten on purpose.</summary>
    public void DemandSame(Recording recording, IReadOnlyList<Rewrite> rewrites, ReadOnlyMemory<byte> recorded, ReadOnlyMemory<byte> written)
    {
        var expected = JsonNode.Parse(recorded.Span)!.AsObject();
        var actual = JsonNode.Parse(written.Span)!.AsObject();
        foreach (var rewrite in rewrites)
        {
            if (rewrite.Apply(expected, actual))
                _rewrites.Add(rewrite);
        }
        if (JsonDiff.First(expected.ToJsonString(), actual.ToJsonString()) is { } difference)
            Fail(recording, recording.Protocol, "differs", difference);
    }

    /// <summary>Has something judged.</summary>
    /// <param name="line">What the driver takes: <c>{api, response, request}</c> or <c>{wire, body}</c>.</param>
    /// <param name="receive">Takes the verdict.</param>
    public void Judge(object line, Action<Verdict> receive)
    {
        _lines.Add(JsonSerializer.Serialize(line));
        _receivers.Add(receive);
    }

    /// <summary>Has an answer judged strictly: every rule that it breaks is wrong.</summary>
    public void JudgeStrictly(Recording recording, Protocol target, string form, object line, Action<Verdict> receive) => Judge(line, verdict =>
    {
        foreach (var breach in verdict.Breaches)
            Fail(recording, target, breach.Rule, $"{form}: {breach.Msg}");
        receive(verdict);
    });
}
