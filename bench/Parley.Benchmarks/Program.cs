using BenchmarkDotNet.Running;
using Parley.Benchmarks.Allocations;

if (args is ["allocations", .. var more])
    await AllocationReport.RunAsync(types: more is ["--types"]);
else
    BenchmarkSwitcher.FromAssembly(typeof(AllocationReport).Assembly).Run(args);
