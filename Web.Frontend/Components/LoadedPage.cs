using Microsoft.AspNetCore.Components;

namespace WebchatAspire.Web.Frontend.Components;

/// <summary>
/// A page that is rendered once, when what it shows is there. An ordinary component would be rendered before that too, and
/// each page would have to say what it looks like half empty.
/// </summary>
public abstract class LoadedPage : ComponentBase
{
    [CascadingParameter]
    protected HttpContext Context { get; set; } = default!;

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await LoadAsync();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Fetches what the page shows. Parameters, and a posted form's fields, are set.</summary>
    protected abstract Task LoadAsync();
}
