using System.Text.Json;
using Spectre.Console;

namespace EdgeFlow.Cli;

/// <summary>A list of objects as a table: with lines on a terminal, as aligned columns elsewhere (for grep and awk).</summary>
internal sealed class Table(params (string Header, Func<JsonElement, string> Cell)[] columns)
{
    public void Write(CliContext context, IEnumerable<JsonElement> items)
    {
        string[][] rows = [.. items.Select(item => columns.Select(column => column.Cell(item)).ToArray())];
        if (context.IsTerminal)
        {
            WriteDrawn(context, rows);
        }
        else
        {
            WritePlain(context, rows);
        }
    }

    private void WriteDrawn(CliContext context, string[][] rows)
    {
        var table = new Spectre.Console.Table { Border = TableBorder.Rounded };
        foreach ((string header, _) in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(header)).NoWrap());
        }

        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Output) });
        console.Write(table);
    }

    private void WritePlain(CliContext context, string[][] rows)
    {
        int[] widths = [.. columns.Select((column, i) => rows.Select(row => row[i].Length).Append(column.Header.Length).Max())];
        foreach (string[] row in rows.Prepend([.. columns.Select(column => column.Header.ToUpperInvariant())]))
        {
            context.Output.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
    }
}
