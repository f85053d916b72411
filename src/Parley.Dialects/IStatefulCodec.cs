using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects;

/// <summary>Chat in a dialect whose servers keep conversations: a request may refer to an earlier reply, or to items of one, instead of repeating them.</summary>
public interface IStatefulCodec : IChatCodec
{
    /// <summary>What a later request may refer to, of a whole reply or of a stream's terminal frame; null when it is no reply. One that failed is one. A copy.</summary>
    KeptReply? ReadKept(ReadOnlyMemory<byte> closing, bool isStream);

    /// <summary>The items that a request brings of its own, each as one that a list of items would show, under its id or a name after the reply and its place. Copies.</summary>
    /// <param name="request">The request.</param>
    /// <param name="told">How many of its items were told, so that they are those of earlier turns.</param>
    /// <param name="reply">The id of the reply.</param>
    /// <exception cref="WireFormatException">They cannot be read.</exception>
    IReadOnlyList<KeptItem> ReadItems(in WireRequest request, int told, string reply);

    /// <summary>The same closing as <see cref="ReadKept"/> takes, which says that the reply is not kept.</summary>
    ReadOnlyMemory<byte> WithoutStore(ReadOnlyMemory<byte> closing, bool isStream);

    /// <summary>Writes the same request with everything told that it refers to.</summary>
    /// <param name="request">The request.</param>
    /// <param name="before">The items that come first: those of the reply that it goes on from, and what stood before them.</param>
    /// <param name="known">The items by their ids, for references; those that are not among them stay references.</param>
    /// <param name="body">Takes the body.</param>
    void WriteContinued(in WireRequest request, IReadOnlyList<KeptItem> before, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> known, IBufferWriter<byte> body);

    /// <summary>The ids of the items that a request refers to.</summary>
    IReadOnlyList<string> ReadReferences(in WireRequest request);

    /// <summary>What a request brings that only its maker can read, in the order of its items.</summary>
    IReadOnlyList<Seal> ReadSeals(in WireRequest request);

    /// <summary>Whether a closing, as <see cref="ReadKept"/> takes it, may bring something that is encrypted: a look, before it is read.</summary>
    bool MayBeSealed(ReadOnlySpan<byte> closing);

    /// <summary>What a reply brings that only its maker can read.</summary>
    IReadOnlyList<Seal> ReadSeals(KeptReply reply);

    /// <summary>Writes the same request without some of its items.</summary>
    /// <param name="request">The request.</param>
    /// <param name="places">The places of those that are left out.</param>
    /// <param name="body">Takes the body.</param>
    void WriteUnsealed(in WireRequest request, IReadOnlyCollection<int> places, IBufferWriter<byte> body);

    /// <summary>The path of a kept reply below a backend's base address.</summary>
    string PathOf(string id);

    /// <summary>Writes the answer to a caller who had a reply forgotten.</summary>
    void WriteForgotten(string id, IBufferWriter<byte> body);

    /// <summary>Writes a page of the items that were asked; false when it is to begin behind an item that is not among them.</summary>
    bool TryWriteItems(string id, IReadOnlyList<KeptItem> items, ItemPage page, IBufferWriter<byte> body);
}

/// <summary>A page of a list.</summary>
/// <param name="Limit">The most items.</param>
/// <param name="IsAscending">True for the oldest first.</param>
/// <param name="After">The id behind which it begins; null for the beginning.</param>
public readonly record struct ItemPage(int Limit, bool IsAscending, string? After);

/// <summary>What is kept of a reply.</summary>
/// <param name="Id">Its id, as the caller saw it.</param>
/// <param name="Body">The whole reply.</param>
/// <param name="Items">The items of its answer, slices of <paramref name="Body"/>, by their ids where they have one.</param>
/// <param name="IsRunning">True while the provider still works on it in the background.</param>
public sealed record KeptReply(string Id, ReadOnlyMemory<byte> Body, IReadOnlyList<KeptItem> Items, bool IsRunning);

/// <summary>An item that only its maker can read: it is encrypted, or stands for what its maker keeps.</summary>
/// <param name="Place">Its place among the items, from 0.</param>
/// <param name="Name">By what it is known again: what was encrypted, or the item's id.</param>
/// <param name="IsVital">Whether a request would be another without it; false for a thought, without which a model thinks again.</param>
public readonly record struct Seal(int Place, string Name, bool IsVital);

/// <summary>One item of a conversation that is kept.</summary>
/// <param name="Id">Its id, by which it can be referred to; null when it has none.</param>
/// <param name="Json">The item.</param>
public readonly record struct KeptItem(string? Id, ReadOnlyMemory<byte> Json);
