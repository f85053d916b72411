using Microsoft.Extensions.AI;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI;

/// <summary>What is declared of a chat client that serves as a backend: nothing of it can be seen from outside.</summary>
public sealed class ChatClientBackendOptions
{
    /// <summary>The name to show; the id when null.</summary>
    public string? Name { get; set; }

    /// <summary>The model to ask for when a request or target names none; the client's own default when null.</summary>
    public string? DefaultModel { get; set; }

    /// <summary>The bare model names that it serves, with <c>*</c> for any text. Empty when it is asked as <c>id/model</c> alone.</summary>
    public IList<string> Models { get; } = [];

    /// <summary>What it can do. By default it chats, streams, takes tools, images and reasoning options and is held to JSON schemas; say what it lacks, and the router looks elsewhere or Parley makes up for it.</summary>
    public Abilities Abilities { get; set; } = new() { Tools = true, Vision = true, Audio = true, Documents = true, JsonSchema = true, Streaming = true, Reasoning = true };

    /// <summary>What it costs; null when unknown.</summary>
    public TokenPrice? Price { get; set; }

    /// <summary>The larger number wins.</summary>
    public int Priority { get; set; }

    /// <summary>How long a call may take.</summary>
    public Timeouts Timeouts { get; set; } = Timeouts.Default;

    /// <summary>How many stop sequences it takes; Parley looks for further ones itself.</summary>
    public int MostStopSequences { get; set; } = 4;

    /// <summary>
    /// True when the client sends members on that <see cref="ChatOptions"/> have no option for: they are always in its <see cref="ChatOptions.AdditionalProperties"/> by their names on the wire (<c>user</c>, <c>logit_bias</c>), and told as lost unless this says that they arrive.
    /// </summary>
    public bool SendsAdditionalProperties { get; set; }

    /// <summary>Gives its vectors; null when it has none.</summary>
    public IEmbeddingGenerator<string, Embedding<float>>? Embeddings { get; set; }

    /// <summary>Says which fault an exception of the client stands for; null, or where it gives null, Parley goes by the exception: the status of an <see cref="HttpRequestException"/>, a timeout, else a failure of the backend.</summary>
    public Func<Exception, Fault?>? FaultOf { get; set; }
}
