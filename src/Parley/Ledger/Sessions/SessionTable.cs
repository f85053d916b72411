using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Conversations;
using Parley.Dialects.Conversation;

namespace Parley.Ledger.Sessions;

/// <summary>
/// When sessions began, and how conversations begin that name none: the next turn of one begins with all that was asked in the last. So many, for so long; whoever has most loses the oldest first. Thread-safe.
/// </summary>
internal sealed class SessionTable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly AgingTable<(string Owner, string Session), StrongBox> _begun;
    private readonly AgingTable<(string Owner, ulong Prefix), string> _prefixes;
    private KeepLimits _limits;

    public SessionTable(TimeProvider time)
    {
        _time = time;
        _begun = new(time, () => _limits, static key => key.Owner, static _ => 1);
        _prefixes = new(time, () => _limits, static key => key.Owner, static _ => 1);
    }

    /// <summary>How long a session has lasted; zero for one that begins.</summary>
    public TimeSpan AgeOf(CallerKey? caller, string session, SessionOptions options)
    {
        lock (_gate)
        {
            _limits = new KeepLimits(options.MaxSessions, options.Idle);
            var key = (caller?.Name ?? "", session);
            if (_begun.Find(key) is { } begun)
            {
                _begun.Touch(key);
                return _time.GetElapsedTime(begun.Value);
            }
            _begun.TrySet(key, new StrongBox(_time.GetTimestamp()));
            return TimeSpan.Zero;
        }
    }

    /// <summary>The session that a conversation goes on from; a new one where it goes on from none that is known.</summary>
    /// <param name="caller">Whose it is.</param>
    /// <param name="chat">The conversation.</param>
    /// <param name="fresh">The name of a new one.</param>
    /// <param name="options">How many are kept, and how long.</param>
    public string Of(CallerKey? caller, ChatRequest chat, string fresh, SessionOptions options)
    {
        var owner = caller?.Name ?? "";
        var asked = PrefixesOf(chat.Messages, out var whole);
        lock (_gate)
        {
            _limits = new KeepLimits(options.MaxSessions, options.Idle);
            var session = fresh;
            for (var i = asked.Count - 1; i >= 0; i--)
            {
                if (_prefixes.Find((owner, asked[i])) is not { } known)
                    continue;
                session = known;
                break;
            }
            _prefixes.TrySet((owner, whole), session);
            return session;
        }
    }

    /// <summary>Fingerprints of what was asked in each earlier turn, shortest first, and of all.</summary>
    private static List<ulong> PrefixesOf(IReadOnlyList<Message> messages, out ulong whole)
    {
        var hash = new PrefixHash();
        var prefixes = new List<ulong>();
        for (var i = 0; i < messages.Count; i++)
        {
            if (i > 0 && messages[i].Role == Role.Assistant && messages[i - 1].Role != Role.Assistant)
                prefixes.Add(hash.Value);
            hash.Add(messages[i]);
        }
        whole = hash.Value;
        return prefixes;
    }

    /// <summary>When a session began, by the clock.</summary>
    private sealed class StrongBox(long value)
    {
        public long Value => value;
    }

    /// <summary>The hash of messages so far, by their roles and their texts, calls and results.</summary>
    private struct PrefixHash()
    {
        private const ulong Prime = 1099511628211;

        public ulong Value { get; private set; } = 14695981039346656037;

        public void Add(Message message)
        {
            Span<byte> head = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(head, (int)message.Role);
            Add(head);
            foreach (var part in message.Parts)
                Add(part);
        }

        private void Add(Part part)
        {
            switch (part)
            {
                case TextPart text: Add(text.Text.ToString()); break;
                case ToolCallPart call: Add(call.Name); break;
                case ToolResultPart result:
                    foreach (var inner in result.Content)
                        Add(inner);
                    break;
            }
        }

        private void Add(string text) => Add(MemoryMarshal.AsBytes(text.AsSpan()));

        private void Add(ReadOnlySpan<byte> bytes)
        {
            var hash = Value;
            foreach (var value in bytes)
                hash = (hash ^ value) * Prime;
            Value = hash;
        }
    }
}
