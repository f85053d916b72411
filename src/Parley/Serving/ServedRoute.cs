namespace Parley.Serving;

/// <summary>A path that is served.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Pattern">The path; <c>{id}</c> stands for one segment, <c>{**id}</c> at its end for all that follow.</param>
/// <param name="Serve">Answers a call.</param>
internal readonly record struct ServedRoute(string Method, string Pattern, Func<ServedCall, Task> Serve)
{
    /// <summary>A path that is read.</summary>
    public static ServedRoute Get(string pattern, Func<ServedCall, Task> serve) => new("GET", pattern, serve);

    /// <summary>A path that is posted to.</summary>
    public static ServedRoute Post(string pattern, Func<ServedCall, Task> serve) => new("POST", pattern, serve);
}
