using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Somebody's own web application, with users and policies of its own: whoever sends <c>Bearer user-...</c> is that user.</summary>
public sealed class HostApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HostApp(WebApplication app)
    {
        _app = app;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(Address + "/"), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts an application.</summary>
    /// <param name="services">Puts Parley into its container.</param>
    /// <param name="map">Maps what it serves.</param>
    public static async Task<HostApp> StartAsync(Action<IServiceCollection> services, Action<WebApplication> map)
    {
        var app = Build(services);
        app.UseAuthentication();
        app.UseAuthorization();
        map(app);
        await app.StartAsync();
        return new HostApp(app);
    }

    /// <summary>An application that has not started.</summary>
    public static WebApplication Build(Action<IServiceCollection> services)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, Users>("test", configureOptions: null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("people", static policy => policy.RequireAuthenticatedUser());
        services(builder.Services);
        return builder.Build();
    }

    /// <summary>Posts JSON as a user; as nobody when null.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string body, string? user = "user-ann") => SendAsync(HttpMethod.Post, path, body, user);

    public Task<HttpResponseMessage> GetAsync(string path, string? user = "user-ann") => SendAsync(HttpMethod.Get, path, body: null, user);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, string? user)
    {
        var request = new HttpRequestMessage(method, path.TrimStart('/'));
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        if (user is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + user);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private sealed class Users(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            const string word = "Bearer user-";
            if (Request.Headers.Authorization.ToString() is not { } shown || !shown.StartsWith(word, StringComparison.Ordinal))
                return Task.FromResult(AuthenticateResult.NoResult());
            var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, shown[word.Length..])], "test"));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, "test")));
        }

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.WWWAuthenticate = "Bearer realm=\"the host\"";
            return Response.WriteAsync("the host says no");
        }
    }
}
