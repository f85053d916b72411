using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Conversation;

public sealed class ConversionLogTests
{
    [Fact]
    public void Verdict_without_entries_is_exact() => Assert.Equal(ConversionVerdict.Exact, new ConversionLog().Verdict);

    [Fact]
    public void Verdict_of_moves_and_emulations_is_adapted()
    {
        var log = new ConversionLog();
        log.Moved("a", "b");
        log.Emulated("c", "1", "2");
        Assert.Equal(ConversionVerdict.Adapted, log.Verdict);
    }

    [Fact]
    public void Verdict_with_one_loss_is_lossy()
    {
        var clamped = new ConversionLog();
        clamped.Moved("a", "b");
        clamped.Clamped("temperature", "2", "1");
        Assert.Equal(ConversionVerdict.Lossy, clamped.Verdict);
        var dropped = new ConversionLog();
        dropped.Dropped("seed", "1");
        Assert.Equal(ConversionVerdict.Lossy, dropped.Verdict);
    }

    [Fact]
    public void Entries_stand_in_the_order_of_the_translation_with_their_severity()
    {
        var log = new ConversionLog();
        log.Dropped("seed", RawJson.Parse("7"));
        log.DroppedContent("messages[0].content[1]", "audio");
        log.Clamped("temperature", "2", "1");
        log.Moved("system", "messages[0]");
        Assert.Equal(
        [
            new(ConversionCategory.Dropped, ConversionSeverity.Warning, "seed", "7"),
            new(ConversionCategory.Dropped, ConversionSeverity.Error, "messages[0].content[1]", "audio"),
            new(ConversionCategory.Clamped, ConversionSeverity.Warning, "temperature", "2", "1"),
            new ConversionEntry(ConversionCategory.Moved, ConversionSeverity.Info, "system", null, "messages[0]"),
        ], log.Entries);
    }

    [Fact]
    public void Long_values_are_cut_with_an_ellipsis()
    {
        var log = new ConversionLog();
        log.Dropped("a", new string('x', 65));
        log.Dropped("b", new string('x', 64));
        log.Dropped("c", RawJson.Parse($"\"{new string('y', 100_000)}\""));
        Assert.Equal(new string('x', 64) + "…", log.Entries[0].OldValue);
        Assert.Equal(new string('x', 64), log.Entries[1].OldValue);
        Assert.Equal("\"" + new string('y', 63) + "…", log.Entries[2].OldValue);
    }

    [Fact]
    public void Long_values_are_not_cut_within_a_character()
    {
        var log = new ConversionLog();
        log.Dropped("a", new string('x', 63) + "\U0001F600");
        log.Dropped("b", RawJson.Parse($"\"{new string('x', 62)}\U0001F600\U0001F600\""));
        Assert.Equal(new string('x', 63) + "…", log.Entries[0].OldValue);
        Assert.Equal("\"" + new string('x', 62) + "…", log.Entries[1].OldValue);
    }

    [Fact]
    public void Dropping_a_large_value_does_not_decode_it_whole()
    {
        var value = RawJson.Parse($"\"{new string('y', 1_000_000)}\"");
        var log = new ConversionLog();
        var before = GC.GetAllocatedBytesForCurrentThread();
        log.Dropped("image", value);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }
}

public sealed class ExtrasTests
{
    private static Extras Sample()
    {
        var extras = new Extras("ollama");
        extras.Add("keep_alive", RawJson.Parse("null"));
        extras.Add("format", RawJson.Parse("\"\""));
        extras.Add("tools", RawJson.Parse("[ ]"));
        extras.Add("switch", RawJson.Parse("{}"));
        extras.Add("truncate", RawJson.Parse("true"));
        return extras;
    }

    private static string Write(string dialect, ConversionLog log)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, JsonWire.WriterOptions))
        {
            writer.WriteStartObject();
            Sample().Write(writer, dialect, log, "messages[0]");
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [Fact]
    public void Write_in_their_own_dialect_writes_all_of_them()
    {
        var log = new ConversionLog();
        Assert.Equal("""{"keep_alive":null,"format":"","tools":[ ],"switch":{},"truncate":true}""", Write("ollama", log));
        Assert.Empty(log.Entries);
    }

    [Fact]
    public void Write_in_another_dialect_records_those_that_say_something()
    {
        var log = new ConversionLog();
        Assert.Equal("{}", Write("gemini", log));
        Assert.Equal(["messages[0].switch", "messages[0].truncate"], log.Entries.Select(entry => entry.Field));
    }
}
