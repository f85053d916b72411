using System.CommandLine;
using Parley.Cli.Commands.Routing;

namespace Parley.Cli.Commands;

/// <summary><c>parley route</c>: why requests go where they go, and what another configuration would change.</summary>
internal static class RouteCommand
{
    public static Command Create() => new("route", "Explain, replay and judge routing.") { RouteExplain.Create(), RouteReplay.Create(), RouteEvaluate.Create() };
}
