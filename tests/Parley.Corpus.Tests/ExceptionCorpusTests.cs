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
        var rewrites = new HashSet<Rewrite>();
        foreach (var api in Library.All().Select(static recording => recording.Api).Distinct())
        {
            foreach (var proof in Proof.All)
            {
                var outcome = await run.OutcomeAsync(proof, api);
                findings.AddRange(outcome.Findings);
                rewrites.UnionWith(outcome.Rewrites);
            }
        }
        Assert.All(Exceptions.All, exception => Assert.True(findings.Exists(exception.Covers), $"Nothing breaks the rule {exception.Rule} any more: {exception.Reason}"));
        var listed = Protocol.Targets.SelectMany(static protocol => Exceptions.InRequests(protocol).Concat(Exceptions.InReplies(protocol)));
        Assert.All(listed, rewrite => Assert.True(rewrites.Contains(rewrite), $"Nothing is rewritten any more: {rewrite.Reason}"));
    }
}
