using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>thermal</c>.</summary>
internal static class ThermalFields
{
    public static Shape<ThermalOptions> Shape { get; } = new(new FieldList<ThermalOptions>()
        .Add("enabled", Kinds.Flag, (thermal, flag) => thermal with { Enabled = flag }, "False reads nothing, whatever else stands here.")
        .Add("warn", Kinds.Number(0, 150), (thermal, number) => thermal with { Warn = number }, "Degrees Celsius from which a target counts for less under the strategy scored.")
        .Add("critical", Kinds.Number(0, 150), (thermal, number) => thermal with { Critical = number }, "Degrees from which its hardware is taken to be slowed down.")
        .Add("shutdown", Kinds.Number(0, 150), (thermal, number) => thermal with { Shutdown = number }, "Degrees from which it is not asked at all.")
        .Group("fan", Fan, thermal => thermal, (_, thermal) => thermal, "What counts as loud.")
        .Add("cooldown", Kinds.Seconds, (thermal, time) => thermal with { Cooldown = time }, "How long a target that reached the shutdown limit is not asked, in seconds or as a text such as 2m.")
        .Add("poll", Kinds.Seconds, (thermal, time) => thermal with { Poll = time }, "How often the sensors are read, in seconds.")
        .Add("sensors", Kinds.ListOf(Kinds.Choice<SensorKind>()), (thermal, list) => thermal with { Sensors = list }, "Which of the machine's sensors are read. Without it all.")
        .Add("sources", Kinds.ListOf(Kinds.Group(Source, node => new SensorSourceOptions { Node = node })), (thermal, list) => thermal with { Sources = list }, "Sensors of your own: files and commands."));

    private static Shape<ThermalOptions> Fan => new(new FieldList<ThermalOptions>()
        .Add("quiet", Kinds.Number(0, 100), (thermal, number) => thermal with { FanQuiet = number }, "Percent up to which a fan is quiet.")
        .Add("moderate", Kinds.Number(0, 100), (thermal, number) => thermal with { FanModerate = number }, "Percent up to which it is moderate.")
        .Add("loud", Kinds.Number(0, 100), (thermal, number) => thermal with { FanLoud = number }, "Percent beyond which a target counts for less."));

    private static Shape<SensorSourceOptions> Source => new(new FieldList<SensorSourceOptions>()
        .Add("hardware", Kinds.Text, (source, text) => source with { Hardware = text }, "The hardware of this machine that it measures, in the words of backends[].hardware.")
        .Add("backends", Kinds.Texts, (source, list) => source with { Backends = list }, "The backends whose hardware it measures, on other machines too.")
        .Add("file", Kinds.Text, (source, text) => source with { File = text }, "A file that holds a number of degrees, or an object of readings as JSON.")
        .Add("command", Kinds.Texts, (source, list) => source with { Command = list }, "A program and its arguments that prints the same.", setting: "file")
        .Add("timeout", Kinds.Seconds, (source, time) => source with { Timeout = time }, "How long the command may take, in seconds."));
}
