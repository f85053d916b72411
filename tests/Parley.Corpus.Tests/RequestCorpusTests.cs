using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class RequestCorpusTests(CorpusRun run)
{
    public static TheoryData<string> Apis() => Library.Apis(new RequestProof().IsAbout);

    [Theory]
    [MemberData(nameof(Apis))]
    public Task Requests_written_again_mean_the_same(string api) => run.DemandAsync<RequestProof>(api);
}
