using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class FaultCorpusTests(CorpusRun run)
{
    public static TheoryData<string> Apis() => Library.Apis(new FaultProof().IsAbout);

    [Theory]
    [MemberData(nameof(Apis))]
    public Task Errors_are_told_in_every_dialect(string api) => run.DemandAsync<FaultProof>(api);
}
