using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Parley.Architecture.Tests.PublicApi;

/// <summary>Writes the public types and members of an assembly, one on a line, in an order that does not depend on the compiler.</summary>
internal static class PublicSurface
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(type.Namespace).Append('.').Append(ApiNames.Of(type)).Append(Bases(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal))
                text.Append("  ").Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsValueType: true } => IsReadOnly(type) ? "readonly struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => IsRecord(type) ? "abstract record" : "abstract class",
        { IsSealed: true } => IsRecord(type) ? "sealed record" : "sealed class",
        _ => IsRecord(type) ? "record" : "class",
    };

    private static string Bases(Type type)
    {
        if (type.IsEnum || type.IsValueType || typeof(Delegate).IsAssignableFrom(type))
            return "";
        var contracts = type.GetInterfaces().Where(static contract => contract.IsPublic && !contract.Name.StartsWith("IEquatable", StringComparison.Ordinal)).Select(ApiNames.Of).Order(StringComparer.Ordinal);
        var bases = (type.BaseType is { } parent && parent != typeof(object) ? contracts.Prepend(ApiNames.Of(parent)) : contracts).ToList();
        return bases.Count == 0 ? "" : $" : {string.Join(", ", bases)}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name))}");
        if (typeof(Delegate).IsAssignableFrom(type))
            return [Method(type.GetMethod("Invoke")!)];
        return type.GetFields(Own).Where(static field => Seen(field.Attributes & FieldAttributes.FieldAccessMask)).Select(Field)
            .Concat(type.GetConstructors(Own).Where(static one => Seen(one)).Select(static one => $"new({Parameters(one)})"))
            .Concat(type.GetProperties(Own).Where(static property => property.GetAccessors(true).Any(Seen) && property.Name != "EqualityContract").Select(Property))
            .Concat(type.GetMethods(Own).Where(static method => Seen(method) && IsWritten(method)).Select(Method));
    }

    private static bool Seen(MethodBase method) => Seen((FieldAttributes)(method.Attributes & MethodAttributes.MemberAccessMask));

    /// <summary>Public, or reachable by inheriting. The masks of fields and methods agree.</summary>
    private static bool Seen(FieldAttributes access) => access is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static bool IsWritten(MethodInfo method) => !method.IsDefined(typeof(CompilerGeneratedAttribute)) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal));

    private static string Field(FieldInfo field) => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{ApiNames.Of(field.FieldType)} {field.Name}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}";

    private static string Property(PropertyInfo property)
    {
        var indexes = property.GetIndexParameters();
        var name = indexes.Length == 0 ? property.Name : $"this[{string.Join(", ", indexes.Select(static one => ApiNames.Of(one.ParameterType)))}]";
        var set = property.SetMethod is { } setter && Seen(setter) ? setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;" : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{(property.GetAccessors(true)[0].IsStatic ? "static " : "")}{required}{ApiNames.Of(property.PropertyType)} {name} {{{(property.GetMethod is null ? "" : " get;")}{set} }}";
    }

    private static string Method(MethodInfo method) =>
        $"{(method.IsStatic ? "static " : method is { IsAbstract: true, DeclaringType.IsInterface: false } ? "abstract " : "")}{ApiNames.Of(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})";

    private static string Generics(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static one => one.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(static one =>
        $"{(one.IsOut ? "out " : one.IsIn ? "in " : one.ParameterType.IsByRef ? "ref " : "")}{ApiNames.Of(one.ParameterType)} {one.Name}{(one.HasDefaultValue ? $" = {one.RawDefaultValue ?? "default"}" : "")}"));

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static bool IsReadOnly(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute));
}
