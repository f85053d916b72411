using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class HeadCorpusTests(CorpusRun run)
{
    public static TheoryData<string> Apis() => Library.Apis(new HeadProof().IsAbout);

    [Theory]
    [MemberData(nameof(Apis))]
    public Task Requests_glanced_at_and_retargeted_are_as_they_were(string api) => run.DemandAsync<HeadProof>(api);
}
