using WebchatAspire.Web.Frontend.Upstream;

namespace WebchatAspire.Web.Frontend.Components.Parts;

/// <summary>What is wrong with a form, field by field, in the order of the page.</summary>
public sealed class FormErrors
{
    private readonly List<KeyValuePair<string, string>> _errors = [];

    /// <summary>Field id and message.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All => _errors;

    public bool Any => _errors.Count > 0;

    public void Add(string field, string message) => _errors.Add(new(field, message));

    public string? For(string field) => _errors.FirstOrDefault(error => error.Key == field).Value;

    /// <summary>
    /// Takes over what a service said, at the field it named if the form has it, or else at <paramref name="otherwise"/>.
    /// </summary>
    public void Add(UpstreamProblem problem, string otherwise, params string[] fields) =>
        Add(fields.Contains(problem.Field, StringComparer.Ordinal) ? problem.Field! : otherwise, problem.Detail);

    public void Clear() => _errors.Clear();
}
