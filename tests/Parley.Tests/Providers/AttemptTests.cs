using System.Text;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;

namespace Parley.Tests.Providers;

/// <summary>What an attempt keeps of an answer whose bytes go back to a pool.</summary>
public sealed class AttemptTests
{
    [Fact]
    public void Usage_and_finish_outlive_the_bytes_that_they_were_read_from()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"load_duration":12345,"stop":"END"}""");
        var extras = new Extras(DialectNames.Ollama);
        extras.Add("load_duration", new RawJson(bytes.AsMemory(17, 5)));
        var backend = new Backend { Id = "b", Name = "b", Provider = Catalog.BuiltIn.Find("ollama")!, Dialect = DialectNames.Ollama, BaseAddress = new Uri("http://127.0.0.1:1/"), Auth = BackendAuth.None };
        var attempt = new Attempt(1, new Target(backend, "m"), null!, null!, null!)
        {
            Usage = Usage.Unknown with { Extras = extras },
            Finish = new Finish(FinishReason.StopSequence) { StopSequence = JsonText.FromToken(bytes.AsMemory(30, 5)) },
        };

        bytes.AsSpan().Fill((byte)'#');

        Assert.Equal(("12345", "END"), (Encoding.UTF8.GetString(attempt.Usage.Extras!["load_duration"].Utf8.Span), attempt.Finish!.StopSequence.ToString()));
    }
}
