using System.Diagnostics;

namespace Parley.Configuration;

/// <summary>A credential. It shows itself only to who asks for it by name: never in a log, a message, a debugger or a serializer.</summary>
[DebuggerDisplay("***")]
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    /// <summary>Holds a credential.</summary>
    /// <param name="value">The credential itself; blanks and line breaks around it, as files and shells leave them, are not part of it.</param>
    public Secret(string value) => _value = value.Trim();

    /// <summary>The credential itself, for the header that it belongs into.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_value);

    /// <summary>Three asterisks.</summary>
    public override string ToString() => "***";
}
