using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads how the answer is to be made: sampling, thinking, its form.</summary>
internal sealed class OptionsReader
{
    private const string LogprobsWanted = "message.output_text.logprobs";

    private Sampling _sampling = Sampling.Default;
    private ReasoningOptions? _reasoning;
    private ResponseFormat? _format;
    private string? _verbosity;

    /// <summary>Reads the member whose name the reader stands on, if it is one of these.</summary>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("temperature"u8))
            _sampling = _sampling with { Temperature = JsonDemand.Double(ref reader, body, 0, 2) };
        else if (reader.ValueTextEquals("top_p"u8))
            _sampling = _sampling with { TopP = JsonDemand.Double(ref reader, body, 0, 1) };
        else if (reader.ValueTextEquals("top_logprobs"u8))
            _sampling = _sampling with { TopLogprobs = JsonDemand.Int32(ref reader, body, 0, 20) };
        else if (reader.ValueTextEquals("include"u8))
            ReadInclude(ref reader, body, ref extras);
        else if (reader.ValueTextEquals("reasoning"u8))
            ReadReasoning(ref reader, body);
        else if (reader.ValueTextEquals("text"u8))
            ReadText(ref reader, body, ref extras);
        else
            return false;
        return true;
    }

    /// <summary>The request with what was read.</summary>
    public ChatRequest Complete(ChatRequest request) => request with { Sampling = _sampling, Reasoning = _reasoning, ResponseFormat = _format, Verbosity = _verbosity };

    /// <summary>
    /// A wish for log probabilities stands among the things to include; all others are this dialect's alone. Encrypted thoughts are wished for to be told again, which signatures of other makers are without it.
    /// </summary>
    private void ReadInclude(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var ahead = reader;
        if (!JsonRead.BeginArray(ref ahead, body))
        {
            reader = ahead;
            return;
        }
        var rest = 0;
        while (JsonRead.NextElement(ref ahead))
        {
            if (ahead.TokenType != JsonTokenType.String)
                throw JsonRead.Wrong(ref ahead, body, "a string");
            if (ahead.ValueTextEquals(LogprobsWanted))
                _sampling = _sampling with { Logprobs = true };
            else if (!ahead.ValueTextEquals("reasoning.encrypted_content"u8))
                rest++;
            ahead.Skip();
        }
        if (rest > 0)
            ExtraMembers.Keep(ref reader, body, ref extras);
        else
            ExtraMembers.Spell(ref reader, body, "include", ref extras);
    }

    private void ReadReasoning(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        string? effort = null;
        bool? shows = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("effort"u8))
                effort = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("summary"u8))
                shows = ExtraMembers.Spell(ref reader, body, Spelling.Summary, ref extras).Kind == JsonValueKind.String || shows == true ? true : shows;
            else
                ExtraMembers.Keep(ref reader, body, ref extras);
        }
        _reasoning = new ReasoningOptions { Effort = effort, IncludeThoughts = shows, Extras = extras };
    }

    private void ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("format"u8))
                _format = FormatReader.Read(ref reader, body, ref extras);
            else if (reader.ValueTextEquals("verbosity"u8))
                _verbosity = JsonRead.String(ref reader, body);
            else
                ExtraMembers.Keep(ref reader, body, ref extras, FormatReader.OfText);
        }
    }
}
