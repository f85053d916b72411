using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>
/// A tool whose form OpenAI fixed and which the caller runs itself: its calls and their outputs are items of their own types. Elsewhere it is a function of the same name, with the item's one object as arguments.
/// </summary>
/// <remarks>Source: OpenAI's reference of the Responses, <c>FunctionShellCall</c>, <c>LocalShellToolCall</c>, <c>ApplyPatchToolCall</c> and their outputs.</remarks>
/// <param name="Name">The tool's type, and the function's name.</param>
/// <param name="Member">The member of a call that says what to do.</param>
/// <param name="Prefix">With which ids of calls begin.</param>
/// <param name="Function">The function that stands for it.</param>
internal sealed record TypedTool(string Name, string Member, string Prefix, ToolSpec Function)
{
    private static readonly TypedTool Shell = new("shell", "action", "sh", new ToolSpec("shell")
    {
        Description = "Runs shell commands, in order, and gives back the standard output, the standard error and the exit code of each.",
        Schema = RawJson.Parse("""
            {"type":"object","properties":{"commands":{"type":"array","items":{"type":"string"},"description":"The commands."},"timeout_ms":{"type":"integer","description":"The most milliseconds that the commands may run."},
            "max_output_length":{"type":"integer","description":"The most characters of output that are wanted of each command."}},"required":["commands"]}
            """),
    });

    private static readonly TypedTool LocalShell = new("local_shell", "action", "lsh", new ToolSpec("local_shell")
    {
        Description = "Runs one command on the user's machine and gives back its output.",
        Schema = RawJson.Parse("""
            {"type":"object","properties":{"command":{"type":"array","items":{"type":"string"},"description":"The program and its arguments."},"env":{"type":"object","additionalProperties":{"type":"string"},"description":"Environment variables."},
            "working_directory":{"type":"string"},"timeout_ms":{"type":"integer"},"user":{"type":"string"}},"required":["command"]}
            """),
    });

    private static readonly TypedTool ApplyPatch = new("apply_patch", "operation", "apc", new ToolSpec("apply_patch")
    {
        Description = "Creates, updates or deletes one file.",
        Schema = RawJson.Parse("""
            {"type":"object","properties":{"type":{"type":"string","enum":["create_file","update_file","delete_file"]},"path":{"type":"string","description":"The file, relative to the workspace."},
            "diff":{"type":"string","description":"For create_file and update_file, a diff in the V4A format without its envelope: hunks that begin with @@, lines of context with a blank before them, removed ones with -, added ones with +. A new file has lines with + alone."}},"required":["type","path"]}
            """),
    });

    /// <summary>The type of its calls.</summary>
    public string Call { get; } = Name + "_call";

    /// <summary>The type of their outputs.</summary>
    public string Output { get; } = Name + "_call_output";

    /// <summary>The tool of a type; null for all others.</summary>
    public static TypedTool? Find(string? name) => name switch
    {
        "shell" => Shell,
        "local_shell" => LocalShell,
        "apply_patch" => ApplyPatch,
        _ => null,
    };

    /// <summary>The tool of a type of call; null for all others.</summary>
    public static TypedTool? OfCall(string? type) => type is "shell_call" or "local_shell_call" or "apply_patch_call" ? Find(type[..^"_call".Length]) : null;

    /// <summary>The tool of a type of output; null for all others.</summary>
    public static TypedTool? OfOutput(string? type) => type is "shell_call_output" or "local_shell_call_output" or "apply_patch_call_output" ? Find(type[..^"_call_output".Length]) : null;

    /// <summary>The tool whose calls a caller wants in their own form.</summary>
    public static TypedTool? Of(Extras? extras) => extras.Spelled(Spelling.TypedTool) is { IsAbsent: false } name ? Find(name.AsText().ToString()) : null;

    /// <summary>Extras of a call that is to have its own form.</summary>
    public Extras Noted()
    {
        var extras = new Extras(Names.Dialect);
        extras.AddSpelling(Spelling.TypedTool, NamespacedName.Token(Name));
        return extras;
    }

    /// <summary>The declaration. A shell in a container of the provider's is not the caller's to run.</summary>
    public ToolSpec Spec(RawJson native) => new(Name) { Native = native, Dialect = Names.Dialect, AsFunctions = IsHosted(native) ? [] : [Function] };

    private static bool IsHosted(RawJson native)
    {
        var members = new JsonMembers(native.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("environment"u8))
                return value.Utf8.Span.IndexOf("\"container"u8) >= 0;
        }
        return false;
    }
}
