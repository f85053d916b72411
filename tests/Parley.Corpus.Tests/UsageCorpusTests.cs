using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class UsageCorpusTests(CorpusRun run)
{
    public static TheoryData<string> Apis() => Library.Apis(new UsageProof().IsAbout);

    [Theory]
    [MemberData(nameof(Apis))]
    public Task Usage_adds_up_and_is_the_same_in_both_forms(string api) => run.DemandAsync<UsageProof>(api);
}
