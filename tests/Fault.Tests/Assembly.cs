using WebchatAspire.Fault.Tests.Faults;
using Xunit;

[assembly: AssemblyFixture(typeof(FaultSetting))]
