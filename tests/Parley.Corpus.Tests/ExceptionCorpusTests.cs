using Parley.Corpus.Tests.Checking;
using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class ExceptionCorpusTests(CorpusRun run)
{
    [Fact]
    public async Task Every_exception_is_still_needed()
    {
        Library.DemandRecordings();
        Checker.DemandNode();
        var findings = new List<Finding>();
        foreach (var api in Library.All().Select(static recording => recording.Api).Distinct())
        {
            foreach (var proof in Proof.All)
                findings.AddRange(await run.FindingsAsync(proof, api));
        }
        Assert.All(Exceptions.All, exception => Assert.True(findings.Exists(exception.Covers), $"Nothing breaks the rule {exception.Rule} any more: {exception.Reason}"));
    }
}
