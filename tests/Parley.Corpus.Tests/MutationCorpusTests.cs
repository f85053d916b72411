using Parley.Corpus.Tests.Mutations;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class MutationCorpusTests(CorpusRun run)
{
    public static TheoryData<string> Apis() => Library.Apis(new MutationProof().IsAbout);

    [Theory]
    [MemberData(nameof(Apis))]
    public Task Answers_changed_at_random_say_the_same(string api) => run.DemandAsync<MutationProof>(api);
}
