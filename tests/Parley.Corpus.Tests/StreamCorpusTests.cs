using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class StreamCorpusTests(CorpusRun run)
{
    public static TheoryData<string> Apis() => Library.Apis(new StreamProof().IsAbout);

    [Theory]
    [MemberData(nameof(Apis))]
    public Task Streams_written_in_every_dialect_say_the_same(string api) => run.DemandAsync<StreamProof>(api);
}
