using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration.Diagnostics;

namespace Parley;

/// <summary>
/// Puts Parley into a host's container: one <see cref="ParleyClient"/> as a singleton, and one under each name as a keyed singleton (<c>[FromKeyedServices("cheap")] ParleyClient</c>).
/// It logs to the host's <see cref="ILoggerFactory"/>, takes the container's <see cref="TimeProvider"/> where there is one, and is disposed of with the container.
/// A host does not start with a configuration that cannot be: it throws a <see cref="ConfigurationException"/> with every problem in its message.
/// </summary>
public static class ParleyServices
{
    /// <summary>Adds Parley.</summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Says which backends there are, and how requests find them. What several calls say adds up, in their order.</param>
    public static IServiceCollection AddParley(this IServiceCollection services, Action<ParleyBuilder> configure) => Add(services, name: null, Without(configure));

    /// <summary>Adds Parley, where what is said depends on other services.</summary>
    /// <inheritdoc cref="AddParley(IServiceCollection, Action{ParleyBuilder})"/>
    public static IServiceCollection AddParley(this IServiceCollection services, Action<IServiceProvider, ParleyBuilder> configure) => Add(services, name: null, configure);

    /// <summary>Adds Parley as a section of the host's configuration says, see <see cref="ParleyBuilder.FromConfiguration"/>.</summary>
    /// <param name="services">The container.</param>
    /// <param name="section">The section: <c>builder.Configuration.GetSection("Parley")</c>.</param>
    /// <param name="configure">Says more; nothing when null.</param>
    public static IServiceCollection AddParley(this IServiceCollection services, IConfiguration section, Action<ParleyBuilder>? configure = null) => Add(services, name: null, From(section, configure));

    /// <summary>Adds another Parley under a name, with backends of its own.</summary>
    /// <param name="services">The container.</param>
    /// <param name="name">The key of its service.</param>
    /// <param name="configure">Says which backends there are, and how requests find them.</param>
    public static IServiceCollection AddParley(this IServiceCollection services, string name, Action<ParleyBuilder> configure) => Add(services, Named(name), Without(configure));

    /// <inheritdoc cref="AddParley(IServiceCollection, string, Action{ParleyBuilder})"/>
    public static IServiceCollection AddParley(this IServiceCollection services, string name, Action<IServiceProvider, ParleyBuilder> configure) => Add(services, Named(name), configure);

    /// <summary>Adds another Parley under a name, as a section of the host's configuration says.</summary>
    /// <param name="services">The container.</param>
    /// <param name="name">The key of its service.</param>
    /// <param name="section">The section.</param>
    /// <param name="configure">Says more; nothing when null.</param>
    public static IServiceCollection AddParley(this IServiceCollection services, string name, IConfiguration section, Action<ParleyBuilder>? configure = null) => Add(services, Named(name), From(section, configure));

    /// <summary>Adds a gateway that the host makes itself, with a configuration of its own; <c>MapParley</c> serves it. There is no <see cref="ParleyClient"/> then.</summary>
    /// <param name="services">The container.</param>
    /// <param name="gateway">Makes it.</param>
    [OverloadResolutionPriority(1)]
    public static IServiceCollection AddParley(this IServiceCollection services, Func<IServiceProvider, Gateway> gateway) => services.AddSingleton(gateway);

    private static IServiceCollection Add(IServiceCollection services, string? name, Action<IServiceProvider, ParleyBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddSingleton(new ParleyRegistration(name, configure));
        if (name is null)
            services.TryAddSingleton(static provider => Build(provider, name: null));
        else
            services.TryAddKeyedSingleton(name, static (provider, key) => Build(provider, (string)key!));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ParleyStart>());
        return services;
    }

    private static ParleyClient Build(IServiceProvider provider, string? name)
    {
        var builder = new ParleyBuilder
        {
            Loggers = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            Time = provider.GetService<TimeProvider>() ?? TimeProvider.System,
        };
        foreach (var registration in provider.GetServices<ParleyRegistration>())
        {
            if (registration.Name == name)
                registration.Configure(provider, builder);
        }
        return builder.Build();
    }

    private static string Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name;
    }

    private static Action<IServiceProvider, ParleyBuilder> Without(Action<ParleyBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return (_, builder) => configure(builder);
    }

    private static Action<IServiceProvider, ParleyBuilder> From(IConfiguration section, Action<ParleyBuilder>? configure)
    {
        ArgumentNullException.ThrowIfNull(section);
        return (_, builder) =>
        {
            builder.FromConfiguration(section);
            configure?.Invoke(builder);
        };
    }
}

/// <summary>What was said of one client.</summary>
/// <param name="Name">Its name; null for the one without.</param>
/// <param name="Configure">What was said.</param>
internal sealed record ParleyRegistration(string? Name, Action<IServiceProvider, ParleyBuilder> Configure);

/// <summary>Makes every client when the host starts, so that one that cannot be stops it there and not at the first request. All are tried: the problems of each are told.</summary>
internal sealed class ParleyStart(IServiceProvider provider, IEnumerable<ParleyRegistration> registrations) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        foreach (var name in registrations.Select(static registration => registration.Name).Distinct())
        {
            try
            {
                _ = name is null ? provider.GetRequiredService<ParleyClient>() : provider.GetRequiredKeyedService<ParleyClient>(name);
            }
            catch (ConfigurationException wrong)
            {
                problems.AddRange(wrong.Problems);
            }
        }
        return problems.Count == 0 ? Task.CompletedTask : throw new ConfigurationException(problems);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
