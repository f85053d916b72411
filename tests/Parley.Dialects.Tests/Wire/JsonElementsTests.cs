using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class JsonElementsTests
{
    private static List<string> Walk(string array)
    {
        var elements = new JsonElements(RawJson.Parse(array));
        var found = new List<string>();
        while (elements.Next(out var element))
            found.Add(Encoding.UTF8.GetString(element.Utf8.Span));
        Assert.False(elements.Next(out _));
        return found;
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[ \n ]")]
    public void Next_of_an_empty_array_is_false(string array) => Assert.Empty(Walk(array));

    [Theory]
    [InlineData("""[{"a":[1,"]"]},[2],"x, \"]",null,-1.5e3]""")]
    [InlineData("""[ {"a":[1,"]"]} ,[2] , "x, \"]",null , -1.5e3 ]""")]
    public void Next_gives_the_elements_as_they_stand(string array) => Assert.Equal(["""{"a":[1,"]"]}""", "[2]", """
        "x, \"]"
        """, "null", "-1.5e3"], Walk(array));
}
