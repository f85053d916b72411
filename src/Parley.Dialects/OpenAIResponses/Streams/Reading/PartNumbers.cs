namespace Parley.Dialects.OpenAIResponses;

/// <summary>Numbers the parts of a streamed reply as they begin.</summary>
internal sealed class PartNumbers
{
    private int _count;

    /// <summary>The number of a part that begins.</summary>
    public int Next() => _count++;
}
