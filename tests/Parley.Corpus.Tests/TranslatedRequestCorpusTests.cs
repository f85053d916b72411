using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests;

public sealed class TranslatedRequestCorpusTests(CorpusRun run)
{
    public static TheoryData<string> Apis() => Library.Apis(new TranslatedRequestProof().IsAbout);

    [Theory]
    [MemberData(nameof(Apis))]
    public Task Requests_written_in_other_dialects_have_their_form(string api) => run.DemandAsync<TranslatedRequestProof>(api);
}
