using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace WebchatAspire.Policy.Service.Policies;

/// <summary>
/// A YAML document as JSON, with the place of every value, so that a rule broken in the JSON can be shown in the file.
/// Aliases are refused: they are the one way to write a cycle, and a policy is read by people.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>A policy has seven levels; what reads on without end would use up the stack.</summary>
    private const int MaxDepth = 24;

    private readonly Dictionary<string, Mark> _marks = new(StringComparer.Ordinal);
    private readonly List<PolicyFileError> _errors = [];
    private readonly string _file;

    private YamlTree(string file, IParser parser)
    {
        _file = file;
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out var end))
        {
            throw Failure(end.Start, "syntax", "the file is empty");
        }
        parser.Consume<DocumentStart>();
        Root = Read(parser, "", depth: 0);
        parser.Consume<DocumentEnd>();
        if (!parser.Accept<StreamEnd>(out _))
        {
            Note(parser.Current!.Start, "one-document", "a policy file holds one document");
        }
        if (_errors.Count > 0)
        {
            throw new PolicyFileException(_errors);
        }
    }

    public JsonNode? Root { get; }

    /// <exception cref="PolicyFileException">The text is not YAML, or not the plain YAML that a policy is written in.</exception>
    public static YamlTree Parse(string file, string text)
    {
        if (UnfitCharacter(file, text) is { } unfit)
        {
            throw new PolicyFileException([unfit]);
        }
        var parser = new Parser(new StringReader(text));
        try
        {
            return new YamlTree(file, parser);
        }
        catch (YamlException exception)
        {
            throw SyntaxError(file, exception.Start, exception.Message);
        }
        catch (InvalidOperationException)
        {
            // The scanner gives up in this way, without a place, on a bracket that is never closed.
            throw SyntaxError(file, parser.Current?.Start ?? Mark.Empty, "the value that begins here cannot be read");
        }
    }

    private static PolicyFileException SyntaxError(string file, Mark at, string message) =>
        new([new PolicyFileError(file, at.Line, at.Column, "syntax", message)]);

    /// <summary>The error at the value that a JSON pointer names, or at the nearest value around it.</summary>
    public PolicyFileError ErrorAt(string pointer, string rule, string message)
    {
        var at = pointer;
        while (!_marks.ContainsKey(at))
        {
            at = at[..at.LastIndexOf('/')];
        }
        return new PolicyFileError(_file, _marks[at].Line, _marks[at].Column, rule, message);
    }

    /// <summary>The parser takes a NUL for the end, and PostgreSQL takes none; half a surrogate pair has no UTF-8.</summary>
    private static PolicyFileError? UnfitCharacter(string file, string text)
    {
        var (line, column) = (1, 1);
        for (var at = 0; at < text.Length; at++, column++)
        {
            var letter = text[at];
            if (letter == '\n')
            {
                (line, column) = (line + 1, 0);
            }
            else if (char.IsSurrogatePair(text, at))
            {
                at++;
            }
            else if (char.IsSurrogate(letter) || (char.IsControl(letter) && letter is not ('\t' or '\r')))
            {
                return new PolicyFileError(file, line, column, "characters", "this character cannot stand in a policy");
            }
        }
        return null;
    }

    private JsonNode? Read(IParser parser, string pointer, int depth)
    {
        var current = parser.Current!;
        if (depth > MaxDepth)
        {
            throw Failure(current.Start, "depth", $"values lie within each other at most {MaxDepth} deep");
        }
        NoteAnchor(current);
        _marks.TryAdd(pointer, current.Start);
        switch (current)
        {
            case AnchorAlias:
                parser.MoveNext();
                return null;
            case MappingStart:
                return ReadMapping(parser, pointer, depth + 1);
            case SequenceStart:
                return ReadSequence(parser, pointer, depth + 1);
            default:
                return ReadScalar(parser.Consume<Scalar>());
        }
    }

    private void NoteAnchor(ParsingEvent current)
    {
        if (current is NodeEvent { Anchor.IsEmpty: false } or AnchorAlias)
        {
            Note(current.Start, "no-aliases", "anchors and aliases are not allowed in a policy");
        }
    }

    private JsonObject ReadMapping(IParser parser, string pointer, int depth)
    {
        parser.Consume<MappingStart>();
        var mapping = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            NoteAnchor(key);
            var value = Read(parser, $"{pointer}/{Escape(key.Value)}", depth);
            if (!mapping.TryAdd(key.Value, value))
            {
                Note(key.Start, "unique-keys", $"the key '{key.Value}' stands here twice");
            }
        }
        return mapping;
    }

    private JsonArray ReadSequence(IParser parser, string pointer, int depth)
    {
        parser.Consume<SequenceStart>();
        var sequence = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            sequence.Add(Read(parser, $"{pointer}/{sequence.Count}", depth));
        }
        return sequence;
    }

    /// <summary>The part of YAML's core schema that a policy uses; whatever is quoted is a string.</summary>
    private static JsonValue? ReadScalar(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.Plain)
        {
            return JsonValue.Create(scalar.Value);
        }
        return scalar.Value switch
        {
            "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            var text
                when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
                JsonValue.Create(whole),
            var text when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                JsonValue.Create(number),
            var text => JsonValue.Create(text),
        };
    }

    /// <summary>RFC 6901, section 3.</summary>
    private static string Escape(string key) =>
        key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private void Note(Mark mark, string rule, string message) =>
        _errors.Add(new PolicyFileError(_file, mark.Line, mark.Column, rule, message));

    private PolicyFileException Failure(Mark mark, string rule, string message) =>
        new([new PolicyFileError(_file, mark.Line, mark.Column, rule, message)]);
}
