using System.Collections.Concurrent;
using Parley.Corpus.Tests.Checking;
using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

[assembly: AssemblyFixture(typeof(Parley.Corpus.Tests.CorpusRun))]

namespace Parley.Corpus.Tests;

/// <summary>The proofs of one test run, each made once.</summary>
public sealed class CorpusRun
{
    private readonly ConcurrentDictionary<(Proof, string), Task<Outcome>> _outcomes = new();

    /// <summary>What a proof finds in the recordings of a service.</summary>
    internal Task<Outcome> OutcomeAsync(Proof proof, string api) => _outcomes.GetOrAdd((proof, api), static key => ProofRun.OverAsync(key.Item1, key.Item2));

    /// <summary>Demands that a proof finds nothing in the recordings of a service but what is excepted.</summary>
    internal async Task DemandAsync<TProof>(string api)
        where TProof : Proof
    {
        Library.DemandRecordings();
        Checker.DemandNode();
        var proof = Proof.All.OfType<TProof>().Single();
        var wrong = (await OutcomeAsync(proof, api)).Findings.Where(static finding => !Exceptions.All.Any(exception => exception.Covers(finding))).ToList();
        var about = Library.Of(api).Where(proof.IsAbout).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{proof.Name}: {about.Count} recordings of {api}");
        Assert.True(wrong.Count == 0, $"{proof.Name}: {wrong.Select(static finding => finding.Recording.Id).Distinct().Count()} of {about.Count} recordings of {api} fail\n{string.Join('\n', wrong.Take(40))}");
    }
}
