namespace Parley.Extensions.AI;

/// <summary>What clients and generators give who asks for what is behind them.</summary>
/// <param name="metadata">What is said of them.</param>
/// <param name="gateway">The engine.</param>
/// <param name="parley">The client that they are of; null where there is none.</param>
internal sealed class Services(object metadata, Gateway gateway, ParleyClient? parley)
{
    /// <summary>The service of a type; null when there is none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="key">The key of a service; nothing here has one.</param>
    /// <param name="self">Who is asked.</param>
    public object? Find(Type type, object? key, object self)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (key is not null)
            return null;
        if (type == metadata.GetType())
            return metadata;
        if (type == typeof(Gateway))
            return gateway;
        return type == typeof(ParleyClient) ? parley : type.IsInstanceOfType(self) ? self : null;
    }
}
