using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class CuttingCorpusTests(CorpusRun run)
{
    public static TheoryData<string> Apis() => Library.Apis(new CuttingProof().IsAbout);

    [Theory]
    [MemberData(nameof(Apis))]
    public Task Streams_cut_anywhere_mean_the_same(string api) => run.DemandAsync<CuttingProof>(api);
}
