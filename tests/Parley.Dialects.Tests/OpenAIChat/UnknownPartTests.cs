using System.Text;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIChat;

public sealed class UnknownPartTests
{
    [Fact]
    public void Unknown_part_that_ends_with_an_object_is_passed_on()
    {
        const string Body = """{"model":"m","messages":[{"role":"user","content":[{"type":"hologram","hologram":{}},{"type":"text","text":"Hi"}]}]}""";

        CodecProof.RequestIdentity(KnownDialects.Find(DialectNames.OpenAIChat)!.Chat, new WireRequest("", "", WireHeaders.None, Encoding.UTF8.GetBytes(Body)));
    }
}
