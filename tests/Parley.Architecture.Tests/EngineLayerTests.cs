using System.Reflection;
using Parley.Architecture.Tests.Scanning;

namespace Parley.Architecture.Tests;

public sealed class EngineLayerTests
{
    /// <summary>Lowest first: a layer knows those before it.</summary>
    private static readonly string[] Engine = ["Parley.Tokens", "Parley.Telemetry", "Parley.Expressions", "Parley.Configuration", "Parley.Conversations", "Parley.Hardware", "Parley.Providers", "Parley.Resilience", "Parley.Routing", "Parley.Ledger", "Parley.Pipeline", "Parley.Serving", "Parley", "Parley.Management"];

    private static readonly string[] Dialects = ["Parley.Dialects.Wire", "Parley.Dialects.Conversation", "Parley.Dialects"];

    private static readonly string[] Rooms = ["OpenAIChat", "OpenAIResponses", "AnthropicMessages", "Gemini", "Ollama", "Cohere", "Bedrock", "Plain"];

    [Fact]
    public void Layers_of_the_engine_know_only_those_below() => Rule.Holds(
        "Tokens <- Telemetry <- Expressions <- Configuration <- Conversations <- Hardware <- Providers <- Resilience <- Routing <- Ledger <- Pipeline <- Serving <- the front door <- Management. Tokens counts what stands in a conversation and needs nothing else of the engine. A lower layer that knew a higher one could not be read, tested or replaced without it; give it an interface of its own instead.",
        Upward(Assemblies.Engine, Engine));

    [Fact]
    public void Wire_and_conversation_know_no_dialect() => Rule.Holds(
        "Wire <- Conversation <- contracts: what all dialects share must not lean towards one of them.",
        Upward(Assemblies.Dialects, Dialects));

    [Fact]
    public void Rooms_of_dialects_do_not_know_each_other() => Rule.Holds(
        "N dialects meet only in the conversation. A room that knew another would be a pairwise translator, and there would be N x N of them.",
        from type in Assemblies.Dialects.GetTypes()
        let room = RoomOf(type)
        where room is not null
        from used in TypeUses.Of(type)
        let other = RoomOf(used)
        where other is not null && other != room
        select $"{type.FullName} -> {used.FullName}");

    [Fact]
    public void Only_the_list_of_dialects_knows_the_rooms() => Rule.Holds(
        "Code that is shared asks for a dialect by its name; KnownDialects is the one place to add a line.",
        from type in Assemblies.All.SelectMany(static assembly => assembly.GetTypes())
        where RoomOf(type) is null && type.Namespace is not null && type.FullName != "Parley.Dialects.KnownDialects"
        from used in TypeUses.Of(type)
        where RoomOf(used) is not null
        select $"{type.FullName} -> {used.FullName}");

    [Fact]
    public void Namespaces_follow_the_folders_of_a_project() => Rule.Holds(
        "The layers above are namespaces: a file in another folder's namespace would slip through. Folders below the first level are for the eye only.",
        from file in SourceFile.All
        where file.Namespace.Length > 0
        let parts = file.Path.Split('/')
        let expected = parts.Length > 3 ? $"{parts[1]}.{parts[2]}" : parts[1]
        where file.Namespace != expected && !file.Namespace.StartsWith(expected + '.', StringComparison.Ordinal)
        select $"{file.Path} is in {file.Namespace}");

    [Fact]
    public void Usings_follow_the_layers_too() => Rule.Holds(
        "Constants and enum members leave no trace in compiled code; the using directive does in the source.",
        from file in SourceFile.All
        where file.Path.StartsWith("src/Parley/", StringComparison.Ordinal)
        from name in file.Usings
        where !name.StartsWith("Parley.Dialects", StringComparison.Ordinal)
        where Level(Engine, name) > Level(Engine, file.Namespace)
        select $"{file.Path} uses {name}");

    [Fact]
    public void Every_namespace_of_the_engine_has_its_place() => Rule.Holds(
        "A new folder needs a place in the order of layers before the first class stands in it.",
        from type in Assemblies.Engine.GetTypes()
        where type.Namespace is not null && Level(Engine, type.Namespace) is var level && (level < 0 || Engine[level] == "Parley") && type.Namespace.StartsWith("Parley.", StringComparison.Ordinal)
        select type.FullName);

    private static IEnumerable<string> Upward(Assembly assembly, string[] layers) =>
        from type in assembly.GetTypes()
        where type.Namespace is not null && RoomOf(type) is null && type.FullName != "Parley.Dialects.KnownDialects"
        from used in TypeUses.Of(type)
        where used.Assembly == assembly && used.Namespace is not null && used.FullName != "Parley.Dialects.KnownDialects"
        where Level(layers, used.Namespace!) > Level(layers, type.Namespace!)
        select $"{type.FullName} -> {used.FullName}";

    /// <summary>The longest layer that a namespace is in; -1 for none.</summary>
    private static int Level(string[] layers, string name)
    {
        var best = -1;
        for (var i = 0; i < layers.Length; i++)
        {
            if ((name == layers[i] || name.StartsWith(layers[i] + '.', StringComparison.Ordinal)) && (best < 0 || layers[i].Length > layers[best].Length))
                best = i;
        }
        return best;
    }

    private static string? RoomOf(Type type) => Array.Find(Rooms, room =>
        type.Namespace == $"Parley.Dialects.{room}" || type.Namespace?.StartsWith($"Parley.Dialects.{room}.", StringComparison.Ordinal) == true);
}
