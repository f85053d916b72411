namespace Parley.Hardware;

/// <summary>Where sensors are found.</summary>
/// <param name="System">The tree of the kernel, <c>/sys</c>.</param>
/// <param name="Nvidia">NVIDIA's program.</param>
internal sealed record SensorPlaces(string System = "/sys", string Nvidia = "nvidia-smi");
