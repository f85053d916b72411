using System.Text.Json;
using Anthropic.Models.Messages;
using Parley.Clients.Tests.Asking;

namespace Parley.Clients.Tests.InProcess;

/// <summary>Puts the streamed events of the .NET client together, as its users do: the package has no accumulator of its own for this.</summary>
internal sealed class AnthropicFold(Told told)
{
    private readonly Dictionary<long, ToldCall> _calls = [];
    private string _thinking = "";
    private string _signature = "";
    private string _text = "";
    private ToolUseBlock? _use;

    /// <summary>The finished blocks, as they go back to the model.</summary>
    public List<ContentBlockParam> Blocks { get; } = [];

    public void Take(RawMessageStreamEvent happened)
    {
        if (happened.TryPickStart(out var start))
            Assert.True(start.Message.Usage.InputTokens > 0, "message_start has no input tokens");
        else if (happened.TryPickContentBlockStart(out var opened))
            Open(opened);
        else if (happened.TryPickContentBlockDelta(out var delta))
            Take(delta);
        else if (happened.TryPickContentBlockStop(out var closed))
            Close(closed.Index);
        else if (happened.TryPickDelta(out var end))
            Take(end);
    }

    private void Open(RawContentBlockStartEvent opened)
    {
        (_thinking, _signature, _text, _use) = ("", "", "", null);
        if (!opened.ContentBlock.TryPickToolUse(out _use))
            return;
        _calls[opened.Index] = new ToldCall(_use.ID, _use.Name);
        told.Calls.Add(_calls[opened.Index]);
    }

    private void Take(RawContentBlockDeltaEvent happened)
    {
        if (happened.Delta.TryPickText(out var text))
        {
            told.Text += text.Text;
            told.TextPieces++;
            _text += text.Text;
        }
        else if (happened.Delta.TryPickThinking(out var thinking))
        {
            told.Reasoning += thinking.Thinking;
            _thinking += thinking.Thinking;
        }
        else if (happened.Delta.TryPickSignature(out var signature))
        {
            _signature += signature.Signature;
        }
        else if (happened.Delta.TryPickInputJson(out var piece) && piece.PartialJson.Length > 0)
        {
            _calls[happened.Index].Arguments += piece.PartialJson;
            _calls[happened.Index].Pieces.Add(piece.PartialJson);
        }
    }

    private void Close(long index)
    {
        if (_use is not null)
        {
            var call = _calls[index];
            if (call.Arguments.Length == 0)
                call.Arguments = "{}";
            Blocks.Add(new ToolUseBlockParam { ID = _use.ID, Name = _use.Name, Input = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(call.Arguments)! });
        }
        else if (_thinking.Length > 0 || _signature.Length > 0)
        {
            Blocks.Add(new ThinkingBlockParam { Thinking = _thinking, Signature = _signature });
        }
        else
        {
            Blocks.Add(new TextBlockParam(_text));
        }
    }

    private void Take(RawMessageDeltaEvent end)
    {
        told.Finish = end.Delta.StopReason?.Raw();
        told.StoppedAt = end.Delta.StopSequence;
        told.UsageEvents++;
        var usage = end.Usage;
        told.Usage = AnthropicDotNet.UsageOf(usage.InputTokens ?? 0, usage.CacheReadInputTokens, usage.CacheCreationInputTokens, usage.OutputTokens, usage.OutputTokensDetails);
    }
}
