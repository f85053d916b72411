using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Configuration;

/// <summary>A credential. It shows itself only to who asks for it by name: never in a log, a message, a debugger or a serializer.</summary>
[DebuggerDisplay("***")]
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    /// <summary>Holds a credential.</summary>
    /// <param name="value">The credential itself; blanks and line breaks around it, as files and shells leave them, are not part of it.</param>
    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value.Trim();
    }

    /// <summary>The credential itself, for the header that it belongs into.</summary>
    public string Reveal() => _value;

    /// <summary>Whether HTTP can carry it in a header, and it is not empty.</summary>
    internal bool IsSendable => _value.Length > 0 && _value.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    /// <summary>By what it is known again where it is not to be kept itself: a part of its hash.</summary>
    internal string Mark => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(_value)).AsSpan(0, 8));

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_value);

    /// <summary>Three asterisks.</summary>
    public override string ToString() => "***";
}
