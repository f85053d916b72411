using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Conversation;

public sealed class ReplyFolderBufferTests
{
    [Fact]
    public void Build_the_result_does_not_depend_on_the_buffer()
    {
        var buffer = """
            "text" {"k":[1]} "stop"
            """u8.ToArray();
        var text = JsonText.FromToken(buffer.AsMemory(0, 6));
        var json = new RawJson(buffer.AsMemory(7, 9));
        var extras = new Extras("gemini");
        extras.Add("x", json);
        var folder = new ReplyFolder();
        ChatEvent[] events =
        [
            ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Extras = extras }),
            new(ChatEventKind.Text, 0, 0, text),
            new(ChatEventKind.Signature, 0, 0, text, "gemini"),
            new(ChatEventKind.Opaque, 0, 1, default, new OpaquePart("gemini", "t", json) { Extras = extras }),
            new(ChatEventKind.Citation, 0, 0, default, new Citation { CitedText = text, Native = json }),
            ChatEvent.Of(ChatEventKind.Logprobs, json),
            ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Stop) { StopSequence = JsonText.FromToken(buffer.AsMemory(17, 6)) }),
            ChatEvent.Of(ChatEventKind.Usage, new Usage { Extras = extras }),
        ];
        foreach (var chatEvent in events)
            folder.Add(chatEvent);
        var reply = folder.Build();
        buffer.AsSpan().Fill((byte)'#');

        var told = new StringBuilder();
        var choice = reply.Choices[0];
        var part = (TextPart)choice.Parts[0];
        told.AppendJoin(' ', part.Text, part.Signature!.Value.Value, part.Citations[0].CitedText, part.Citations[0].Native, ((OpaquePart)choice.Parts[1]).Json,
            choice.Parts[1].Extras!["x"], choice.Logprobs, choice.Finish.StopSequence, reply.Usage.Extras!["x"], reply.Extras!["x"]);
        Assert.DoesNotContain("#", told.ToString());
    }
}
