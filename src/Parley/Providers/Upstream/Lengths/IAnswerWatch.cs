using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>Watches how long an answer becomes while it comes. Thread-safe: an attempt may make several calls at once.</summary>
internal interface IAnswerWatch
{
    /// <summary>Text has come and was handed over.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <returns>Why the answer has to end here; null when it may go on.</returns>
    Fault? Came(long bytes);
}
