using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("EdgeFlow.Lab.Tests")]
