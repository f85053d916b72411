using Parley.Architecture.Tests.Scanning;

namespace Parley.Architecture.Tests;

public sealed class DialectPurityTests
{
    private const string Reason = "Dialects turn bytes into conversations and back, the same way every time: no files, no network, no clock, no chance, no environment, no log. What they need of the world comes in as an argument.";

    private static readonly string[] Forbidden =
    [
        "System.IO", "System.Net", "System.Threading", "System.Diagnostics", "System.Security", "System.Console",
        "System.Random", "System.Guid", "System.TimeProvider", "System.AppContext", "System.Reflection", "Microsoft",
    ];

    /// <summary>Parts of forbidden namespaces that give the same answer every time: a type's name, a hash.</summary>
    private static readonly string[] Harmless =
    [
        "System.Diagnostics.CodeAnalysis", "System.Diagnostics.Debugger", "System.Diagnostics.UnreachableException", "System.Threading.Interlocked", "System.Threading.Volatile",
        "System.Reflection.DefaultMemberAttribute", "System.Reflection.MemberInfo", "System.Security.Cryptography.SHA256",
    ];

    [Fact]
    public void Dialects_refer_to_the_base_class_library_only() => Rule.Holds(
        Reason,
        from reference in Assemblies.Dialects.GetReferencedAssemblies()
        where !reference.Name!.StartsWith("System.", StringComparison.Ordinal) || reference.Name.StartsWith("System.Net", StringComparison.Ordinal)
        select reference.Name);

    [Fact]
    public void Dialects_do_not_touch_the_world() => Rule.Holds(
        Reason,
        from type in Assemblies.Dialects.GetTypes()
        from used in TypeUses.Of(type)
        let name = used.FullName ?? ""
        where Forbidden.Any(word => name == word || name.StartsWith(word + '.', StringComparison.Ordinal))
        where !Harmless.Any(word => name.StartsWith(word, StringComparison.Ordinal))
        select $"{type.FullName} -> {name}");

    [Fact]
    public void Dialects_do_not_ask_for_the_time_or_the_environment() => Rule.Holds(
        Reason,
        from type in Assemblies.Dialects.GetTypes()
        from member in TypeUses.MembersOf(type)
        where member.Name is "GetEnvironmentVariable" or "get_MachineName" or "get_CurrentDirectory" or "get_Now" or "get_UtcNow" or "get_Today" or "get_TickCount64" or "GetTimestamp"
        select $"{type.FullName} -> {member.DeclaringType?.Name}.{member.Name}");

    [Fact]
    public void Dialects_hold_no_state_that_changes() => Rule.Holds(
        "A codec serves every request of the process at once. Static fields are written once, when the type is made.",
        from type in Assemblies.Dialects.GetTypes()
        where !type.Name.Contains('<', StringComparison.Ordinal)
        from field in type.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.DeclaredOnly)
        where field is { IsInitOnly: false, IsLiteral: false } && !field.Name.Contains("<>", StringComparison.Ordinal)
        select $"{type.FullName}.{field.Name}");
}
