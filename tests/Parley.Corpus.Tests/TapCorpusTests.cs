using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class TapCorpusTests(CorpusRun run)
{
    public static TheoryData<string> Apis() => Library.Apis(new TapProof().IsAbout);

    [Theory]
    [MemberData(nameof(Apis))]
    public Task Streams_copied_are_observed_rightly(string api) => run.DemandAsync<TapProof>(api);
}
