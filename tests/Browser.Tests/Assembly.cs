using WebchatAspire.Browser.Tests;
using WebchatAspire.Testing;
using Xunit.Sdk;
using Xunit.v3;

// One stack and one browser for all; some tests stop a service, which the others must not see.
[assembly: AssemblyFixture(typeof(StackFixture))]
[assembly: AssemblyFixture(typeof(Browsers))]
[assembly: Parallelization(Mode = ParallelMode.None)]
