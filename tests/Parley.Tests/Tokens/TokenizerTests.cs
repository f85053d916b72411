using System.Text;
using Parley.Tokens;
using Parley.Tokens.Splitting;

namespace Parley.Tests.Tokens;

public sealed class TokenizerTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void Text_is_cut_into_its_tokens()
    {
        Assert.Equal([9906, 1917], Tokenizer.Cl100k.Encode("Hello world"));
        Assert.Equal([13225, 2375], Tokenizer.O200k.Encode("Hello world"));
    }

    [Fact]
    public void Special_token_in_text_is_text() => Assert.DoesNotContain(199999, Tokenizer.O200k.Encode("<|endoftext|>"));

    [Fact]
    public void Lone_surrogate_counts_as_the_replacement_character() =>
        Assert.Equal(Tokenizer.O200k.Encode("a\uFFFDb"), Tokenizer.O200k.Encode("a\uD83Db"));

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0x61, 0xC3 })]
    [InlineData(new byte[] { 0xE4, 0xB8, 0x20, 0x61 })]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0xED, 0xA0, 0x80 })]
    public void Bytes_that_are_no_text_count_at_most_one_each(byte[] bytes) =>
        Assert.InRange(Tokenizer.O200k.Count(bytes), 1, bytes.Length);

    [Fact]
    public void Next_line_is_white_space_and_byte_order_mark_is_not()
    {
        // As Unicode and OpenAI's own library have it: a blank run leaves its last character to the word, other characters stay together.
        Assert.Equal(Tokenizer.O200k.Count("\u0085") + Tokenizer.O200k.Count("\u0085a"), Tokenizer.O200k.Count("\u0085\u0085a"));
        Assert.Equal(Tokenizer.Cl100k.Count("\uFEFF!"), Tokenizer.Cl100k.Count("\uFEFF") + Tokenizer.Cl100k.Count("!"));
    }

    /// <summary>Whoever looks for the lowest pair in the whole piece for each merge does not come to the end of this.</summary>
    [Theory]
    [InlineData("a", 131072)]
    [InlineData("\u0301", 524288)]
    [InlineData(" ", 8192)]
    [InlineData("\n", 65536)]
    [InlineData("!", 65536)]
    public void Megabyte_of_one_character_is_counted(string character, int expected)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(character, Megabyte / Encoding.UTF8.GetByteCount(character))));

        Assert.Equal(expected, Tokenizer.O200k.Count(text));
    }

    [Fact]
    public void Megabyte_of_random_letters_is_counted()
    {
        var random = new Random(7);
        var text = new byte[Megabyte];
        for (var i = 0; i < text.Length; i++)
            text[i] = (byte)('a' + random.Next(26));

        Assert.InRange(Tokenizer.O200k.Count(text), Megabyte / 3, Megabyte);
    }

    [Fact]
    public void Usual_text_allocates_nothing()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Sample.All.Where(static sample => sample.Text.Length < 100).Select(static sample => sample.Text + "\n")));
        Tokenizer.O200k.Count(text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Tokenizer.O200k.Count(text);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Ranks_are_read_once_when_many_count_first()
    {
        const int threads = 8;
        var tokenizer = new Tokenizer("o200k_base", new O200kSplitter());
        using var start = new Barrier(threads);

        var counts = await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return tokenizer.Count("The ranks are not there yet.");
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.All(counts, static count => Assert.Equal(7, count));
    }
}
