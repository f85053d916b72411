using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Serving.Callers;

/// <summary>Takes the headers of a call, one by one, and keeps what they wish for.</summary>
/// <param name="wishes">What is wished for already.</param>
/// <param name="snapshot">The configuration.</param>
internal struct WishReader(CallerWishes wishes, GatewaySnapshot snapshot)
{
    private Fault? _fault;

    /// <summary>What is wished for.</summary>
    public CallerWishes Wishes { get; private set; } = wishes;

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public readonly Fault? Fault => _fault;

    /// <summary>Takes a header that is not empty: its first value.</summary>
    public void Take(string name, string value)
    {
        if (_fault is null)
            Wishes = Wishes.Told(name, value, snapshot, ref _fault);
    }
}
