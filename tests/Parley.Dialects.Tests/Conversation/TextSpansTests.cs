using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Gemini;

namespace Parley.Dialects.Tests.Conversation;

public sealed class TextSpansTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("Grüße, Süß!")]
    [InlineData("漢字かな交じり文 and plain")]
    [InlineData("😀😀 a😀é漢")]
    public void Bytes_and_characters_are_counted_as_the_encoding_has_them(string text)
    {
        foreach (var cut in Cuts(text))
        {
            var grounded = new GroundedText();
            grounded.Add(0, text[..cut]);
            grounded.Add(0, text[cut..]);
            Assert.Equal(Encoding.UTF8.GetByteCount(text), grounded.Length);
            foreach (var end in Cuts(text))
            {
                var bytes = Encoding.UTF8.GetByteCount(text.AsSpan(0, end));
                Assert.Equal(end, grounded.CharactersIn(bytes));
                Assert.Equal(bytes, grounded.InBytes(0, new Citation { StartIndex = 0, EndIndex = end }).End);
            }
        }
    }

    [Fact]
    public void Of_a_text_nothing_is_kept_but_where_it_is_wide()
    {
        var grounded = new GroundedText();
        grounded.Add(0, "é");
        var piece = Parley.Dialects.Wire.JsonText.FromToken(Encoding.UTF8.GetBytes($"\"{new string('a', 1000)}\""));
        grounded.Add(0, piece);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            grounded.Add(0, piece);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
        Assert.Equal(1_001_001, grounded.CharactersIn(1_001_002));
    }

    [Fact]
    public void Pieces_of_two_parts_that_alternate_are_found()
    {
        var spans = new TextSpans();
        foreach (var (part, piece) in new[] { (0, "abc"), (1, "de"), (0, "fg"), (1, "h") })
            spans.Add(part, piece);
        Assert.Equal((5, 3), (spans.LengthOf(0), spans.LengthOf(1)));
        Assert.Equal("2-6", Of(spans.InWhole(0, new Citation { StartIndex = 2, EndIndex = 4 })));
        Assert.Equal("0-7", Of(spans.InWhole(0, new Citation())));
        Assert.Equal("3-8", Of(spans.InWhole(1, new Citation())));
        Assert.Equal("5-9", Of(spans.InWhole(1, new Citation { StartIndex = 2, EndIndex = 4 })));
        Assert.Equal(["0:2-3", "1:0-2", "0:3-4"], spans.Find(new Citation { StartIndex = 2, EndIndex = 6 }, 0).Select(static found => $"{found.Part}:{Of(found.Citation)}"));
        Assert.Equal(["7:-"], spans.Find(new Citation { StartIndex = 20, EndIndex = 26 }, 7).Select(static found => $"{found.Part}:{Of(found.Citation)}"));
        Assert.Equal(["1:0-0"], spans.Find(new Citation { StartIndex = 3, EndIndex = 3 }, 7).Select(static found => $"{found.Part}:{Of(found.Citation)}"));
    }

    private static string Of(Citation citation) => $"{citation.StartIndex}-{citation.EndIndex}";

    private static IEnumerable<int> Cuts(string text) => Enumerable.Range(0, text.Length + 1).Where(cut => cut == text.Length || !char.IsLowSurrogate(text[cut]));
}
