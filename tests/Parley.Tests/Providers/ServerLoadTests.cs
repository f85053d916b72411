using System.Text;
using Parley.Configuration;
using Parley.Providers;

namespace Parley.Tests.Providers;

public sealed class ServerLoadTests
{
    private static readonly LoadEndpoint Models = new("/api/ps", LoadShape.Models);
    private static readonly LoadEndpoint Metrics = new("/metrics", LoadShape.Prometheus) { Waiting = "vllm:num_requests_waiting" };

    [Theory]
    [InlineData("mistral:latest", true)]
    [InlineData("mistral", true)]
    [InlineData("Qwen3:1.7b", true)]
    [InlineData("qwen3", false)]
    public void Models_in_memory_are_known_with_and_without_the_usual_tag(string model, bool has)
    {
        var load = Read(Models, """
            {"models":[{"name":"mistral:latest","model":"mistral:latest","size":5137025024,"details":{"format":"gguf"},"expires_at":"2024-06-04T14:38:31.83753-07:00","size_vram":5137025024},
            {"name":"qwen3:1.7b","size":2800000000},{"size":1},7]}
            """)!;

        Assert.Equal(has, load.Has(model));
        Assert.Null(load.Waiting);
    }

    [Fact]
    public void Server_with_nothing_in_memory_says_so() => Assert.False(Read(Models, """{"models":[]}""")!.Has("mistral"));

    [Theory]
    [InlineData("vllm:num_requests_waiting{model_name=\"a b\"} 3.0\n", 3)]
    [InlineData("# HELP vllm:num_requests_waiting Number of requests waiting to be processed.\n# TYPE vllm:num_requests_waiting gauge\nvllm:num_requests_waiting{engine=\"0\",model_name=\"m\"} 2.0\nvllm:num_requests_waiting{engine=\"1\",model_name=\"m\"} 1e1 1712345678\n", 12)]
    [InlineData("vllm:num_requests_waiting 0.0\n", 0)]
    public void Waiting_requests_are_those_of_all_engines(string metrics, int waiting)
    {
        var load = Read(Metrics, metrics)!;
        Assert.Equal((waiting, null), (load.Waiting, load.Has("m")));
    }

    [Theory]
    [InlineData("vllm:num_requests_waiting_by_reason{reason=\"x\"} 3.0\n")]
    [InlineData("vllm:num_requests_waiting NaN\n")]
    [InlineData("vllm:num_requests_waiting\n")]
    [InlineData("")]
    public void Metric_that_is_not_there_is_unknown_and_not_0(string metrics) => Assert.Null(Read(Metrics, metrics));

    [Fact]
    public void Answer_of_another_shape_is_unknown() => Assert.Null(Read(Models, "[]"));

    private static ServerLoad? Read(LoadEndpoint endpoint, string answer) => ServerLoad.Read(endpoint, Encoding.UTF8.GetBytes(answer));
}
