using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class PlainCorpusTests(CorpusRun run)
{
    public static TheoryData<string> Apis() => Library.Apis(new PlainProof().IsAbout);

    [Theory]
    [MemberData(nameof(Apis))]
    public Task Recordings_pass_through_the_plain_conversation_unchanged(string api) => run.DemandAsync<PlainProof>(api);
}
