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

    /// <summary>
    /// A form of this page was sent. Its handler is called only if the page still has that form after loading, so a page
    /// whose forms come and go renders them for a post in any case, and then says what has changed.
    /// </summary>
    protected bool IsPost => HttpMethods.IsPost(Context.Request.Method);

    /// <summary>
    /// The status of the page, which may be one of a service. It is set no sooner than it is sent: a page that is already a
    /// 404 while it is rendered is taken for one that is not there, and left empty.
    /// </summary>
    protected void Answer(int status) =>
        Context.Response.OnStarting(() =>
        {
            Context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        await LoadAsync();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Fetches what the page shows. Parameters, and a posted form's fields, are set.</summary>
    protected abstract Task LoadAsync();
}
